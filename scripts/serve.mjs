/** @file Serves the built studio on this machine only. A free port is taken when the usual one is busy. */
import { preview } from "vite";

const server = await preview({
  preview: { host: "127.0.0.1", port: Number(process.env.PORT ?? 4173), strictPort: false },
});
const address = server.httpServer.address();
console.log(`Quantization Studio: http://localhost:${address.port}/   (Ctrl+C stops it)`);
