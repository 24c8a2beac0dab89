import { IconFileUpload, IconLock, IconPlugConnectedX, IconTerminal2 } from "@tabler/icons-react";
import { takeIn } from "../../state/intake.ts";
import { DropArea } from "../parts/DropArea.tsx";
import { ThemeSwitch } from "../shell/ThemeSwitch.tsx";
import { Mark } from "../shell/Mark.tsx";
import { KeptProjects } from "./KeptProjects.tsx";
import { SampleCard } from "./SampleCard.tsx";

const ACCEPT = ".onnx,.data,.bin,.zip,.csv,.jpg,.jpeg,.png,.webp,.bmp,.gif,.wav,.npy,.npz";

/** The first screen: drop a model, or see the whole thing work on the sample. */
export function StartScreen({ dragging }: { readonly dragging: boolean }) {
  return (
    <div className={`start${dragging ? " dragging" : ""}`}>
      <header className="start-head">
        <Mark />
        <ThemeSwitch />
      </header>
      <main className="start-main">
        <h1>From FP32 to fewer bits, with the cost in plain sight</h1>
        <p className="start-lead">
          Drop an ONNX model and some images. Choose INT8, INT16, INT4 or FP16, look at every range, pin what hurts, and
          leave with a file that was run before you download it.
        </p>
        <DropArea label="Model and images" accept={ACCEPT} large onFiles={(files) => void takeIn(files)}>
          <IconFileUpload size={32} stroke={1.4} className="accent" aria-hidden />
          <div className="start-drop-text">
            <p className="strong">Drop a model here, or anywhere in this window</p>
            <p className="muted">
              .onnx, with its external data if it has any. Folders or zips of images may come along: named calibration
              and validation, they find their place.
            </p>
          </div>
        </DropArea>
        <KeptProjects />
        <SampleCard />
        <ul className="start-facts">
          <li>
            <IconLock size={16} aria-hidden /> Nothing is uploaded
          </li>
          <li>
            <IconPlugConnectedX size={16} aria-hidden /> Works offline once loaded
          </li>
          <li>
            <IconTerminal2 size={16} aria-hidden /> Same recipe, same bytes on the command line
          </li>
        </ul>
      </main>
    </div>
  );
}
