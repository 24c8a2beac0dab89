import { Button, Textarea } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { useState } from "react";
import type { GateState } from "../../../state/judgement/use-gates.ts";
import { useStudio } from "../../../state/store.ts";

/** Which locked samples fail, and the one way past them: a reason in writing, which the report records. */
export function GateNotice({ failing, overruled }: GateState) {
  const overrule = useStudio((s) => s.overrule);
  const goTo = useStudio((s) => s.goTo);
  const [draft, setDraft] = useState("");
  if (failing.length === 0) return null;
  const names = failing.map(({ name }) => name);
  return (
    <div className="notice" data-level="warn" role="status">
      <IconLock size={18} aria-hidden />
      <div className="notice-body">
        <p className="notice-what">
          {failing.length === 1 ? "1 locked sample fails" : `${failing.length} locked samples fail`}
          {overruled === null ? ": nothing is exported." : ", and was overruled."}
        </p>
        <ul>
          {failing.map(({ name, text }) => (
            <li key={name}>
              <span className="mono">{name}</span>: {text}
            </li>
          ))}
        </ul>
        {overruled === null ? (
          <>
            <Textarea
              label="Reason to export all the same; the report records it"
              autosize
              minRows={2}
              value={draft}
              onChange={(event) => setDraft(event.currentTarget.value)}
            />
            <div className="row">
              <Button variant="default" disabled={draft.trim() === ""} onClick={() => overrule(draft, names)}>
                Overrule the gates
              </Button>
              <Button variant="subtle" onClick={() => goTo("check")}>
                See the gates
              </Button>
            </div>
          </>
        ) : (
          <p>
            Reason: {overruled}{" "}
            <button type="button" className="link" onClick={() => overrule("", [])}>
              Withdraw it
            </button>
          </p>
        )}
      </div>
    </div>
  );
}
