import { ActionIcon, Button, Menu } from "@mantine/core";
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconChevronDown,
  IconPackageExport,
  IconSearch,
  IconX,
} from "@tabler/icons-react";
import { useStudio } from "../../state/store.ts";
import { LazyMenu } from "../parts/LazyMenu.tsx";
import { openFinder } from "./finder-store.ts";
import { Mark } from "./Mark.tsx";
import { Scoreboard } from "./Scoreboard.tsx";
import { ThemeSwitch } from "./ThemeSwitch.tsx";

/** Always true: what the model was, what it is now, whether to ship. */
export function Header() {
  const goTo = useStudio((s) => s.goTo);
  return (
    <header className="header">
      <ProjectMenu />
      <Scoreboard />
      <div className="header-actions">
        <UndoButtons />
        <ActionIcon aria-label="Find" data-help="Find a layer, place or action (Ctrl K)" onClick={openFinder}>
          <IconSearch size={16} />
        </ActionIcon>
        <ThemeSwitch />
        <Button leftSection={<IconPackageExport size={15} />} onClick={() => goTo("ship")}>
          Export
        </Button>
      </div>
    </header>
  );
}

function ProjectMenu() {
  const project = useStudio((s) => s.project);
  const closeProject = useStudio((s) => s.closeProject);
  return (
    <LazyMenu
      position="bottom-start"
      target={
        <button type="button" className="project">
          <Mark compact />
          <span className="project-name" title={project}>
            {project}
          </span>
          <IconChevronDown size={14} aria-hidden />
        </button>
      }
    >
      <Kept />
      <Menu.Item leftSection={<IconX size={15} />} onClick={closeProject}>
        Close and start over
      </Menu.Item>
    </LazyMenu>
  );
}

/** Whether the project is here after a reload, in words. */
function Kept() {
  const keeping = useStudio((s) => s.keeping);
  const text =
    "why" in keeping
      ? `Not kept over a reload. ${keeping.why}`
      : "Kept in this browser, on this machine: after a reload it is on the start screen.";
  return <Menu.Label className="kept-note">{text}</Menu.Label>;
}

function UndoButtons() {
  const undoRecipe = useStudio((s) => s.undoRecipe);
  const redoRecipe = useStudio((s) => s.redoRecipe);
  const canUndo = useStudio((s) => s.recipeHistory.past.length > 0);
  const canRedo = useStudio((s) => s.recipeHistory.future.length > 0);
  return (
    <>
      <ActionIcon
        data-help="Undo the last recipe change (Ctrl Z)"
        aria-label="Undo"
        disabled={!canUndo}
        onClick={undoRecipe}
      >
        <IconArrowBackUp size={16} />
      </ActionIcon>
      <ActionIcon data-help="Redo (Ctrl Shift Z)" aria-label="Redo" disabled={!canRedo} onClick={redoRecipe}>
        <IconArrowForwardUp size={16} />
      </ActionIcon>
    </>
  );
}
