/**
 * @file `npm run table [-- --models A,B --schemes X,Y --images N --data DIR]`: quantizes every model by every scheme,
 * measures the files, and writes docs/results.md. With a filter only those rows are measured again.
 */
import { register } from "tsx/esm/api";

register();
const { main } = await import("./table/main.ts");
process.exitCode = await main(process.argv.slice(2));
