import { main } from "../cli/main.ts";

/** The command line in this process, with what it wrote to either stream, and to both in turn. */
export async function runCli(...args: readonly string[]) {
  const said = { out: "", err: "", text: "" };
  const listen = (stream: "out" | "err") => (text: string) => {
    said[stream] += text;
    said.text += text;
  };
  const code = await main(args, { out: listen("out"), err: listen("err"), interactive: false });
  return { code, ...said };
}
