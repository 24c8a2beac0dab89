import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  // Relative, so that the build can be served from any folder of any host.
  base: "./",
  plugins: [react()],
  worker: { format: "es" },
  resolve: {
    // Take ONNX Runtime's build that does not inline its wasm: the file is fetched when a model arrives.
    conditions: ["onnxruntime-web-use-extern-wasm", "import", "module", "browser", "default"],
  },
  optimizeDeps: { exclude: ["onnxruntime-web"] },
  build: {
    target: "esnext",
    // Modules as data: URLs would need a looser content security policy.
    assetsInlineLimit: (file) => (file.endsWith(".mjs") ? false : undefined),
    chunkSizeWarningLimit: 700,
  },
});
