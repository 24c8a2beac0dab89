import { ActionIcon, Button, Menu, Tooltip } from "@mantine/core";
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconChevronDown,
  IconPackageExport,
  IconSearch,
  IconX,
} from "@tabler/icons-react";
import { useStudio } from "../../state/store.ts";
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
        <Tooltip label="Find a layer, place or action (Ctrl K)">
          <ActionIcon aria-label="Find" onClick={openFinder}>
            <IconSearch size={16} />
          </ActionIcon>
        </Tooltip>
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
    <Menu position="bottom-start">
      <Menu.Target>
        <button type="button" className="project">
          <Mark compact />
          <span className="project-name" title={project}>
            {project}
          </span>
          <IconChevronDown size={14} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconX size={15} />} onClick={closeProject}>
          Close and start over
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function UndoButtons() {
  const undoRecipe = useStudio((s) => s.undoRecipe);
  const redoRecipe = useStudio((s) => s.redoRecipe);
  const canUndo = useStudio((s) => s.recipeHistory.past.length > 0);
  const canRedo = useStudio((s) => s.recipeHistory.future.length > 0);
  return (
    <>
      <Tooltip label="Undo the last recipe change (Ctrl Z)">
        <ActionIcon aria-label="Undo" disabled={!canUndo} onClick={undoRecipe}>
          <IconArrowBackUp size={16} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Redo (Ctrl Shift Z)">
        <ActionIcon aria-label="Redo" disabled={!canRedo} onClick={redoRecipe}>
          <IconArrowForwardUp size={16} />
        </ActionIcon>
      </Tooltip>
    </>
  );
}
