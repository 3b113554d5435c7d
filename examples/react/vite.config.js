import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  // Works in any folder of a host.
  base: "./",
  // Workers that are modules may import what others import.
  worker: { format: "es" },
  // The development server must leave the package's files where its module finds them.
  optimizeDeps: { exclude: ["hushcheck"] },
});
