import { useStudio } from "../../../state/store.ts";
import { useTask } from "../../../state/judgement/use-judgement.ts";
import { TASKS } from "../../../core/evaluate/tasks/index.ts";
import type { Task } from "../../../core/evaluate/tasks/task.ts";
import { type Choice, Picker } from "../../parts/Picker.tsx";

/** What the answers are scored for: guessed from the outputs and the labels, and overruled here. */
export function TaskPicker() {
  const chosen = useTask();
  const choose = useStudio((s) => s.chooseTask);
  if (chosen === null) return null;
  const { task, guess, isGuessed, fits } = chosen;
  const rest = TASKS.filter((t) => !fits.includes(t) && t.id !== "detection");
  return (
    <Picker
      label="Task"
      shown={isGuessed ? `${task.title} (guessed)` : task.title}
      help="What the answers are scored for"
      value={task.id}
      groups={[
        { label: "Fit the model's outputs", choices: fits.map(choiceOf) },
        ...(rest.length > 0 ? [{ label: "Other readings", choices: rest.map(choiceOf) }] : []),
      ]}
      onChange={(id) => choose(id === guess.id ? null : id)}
    />
  );
}

function choiceOf({ id, title, when }: Task): Choice<Task["id"]> {
  return { value: id, title, when };
}
