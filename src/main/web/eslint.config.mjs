import js from "@eslint/js"
import tseslint from "typescript-eslint"

export default tseslint.config(
  { ignores: ["node_modules/", "*.mjs"] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { project: ["./tsconfig.json", "./tsconfig.test.json"], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      // No way to turn text into code or markup: the Content-Security-Policy forbids it, and so does the build.
      "no-eval": "error",
      "no-restricted-properties": [
        "error",
        { property: "innerHTML" },
        { property: "outerHTML" },
        { property: "insertAdjacentHTML" },
        { object: "document", property: "write" },
      ],
      "no-restricted-globals": ["error", "localStorage", "sessionStorage", "indexedDB", "caches", "Worker", "WebAssembly"],
    },
  },
  {
    // One door to the network for the requester's page, and DOM code only in the pages.
    files: ["*.ts"],
    ignores: ["api.ts", "bench.fixture.ts"],
    rules: { "no-restricted-globals": ["error", "fetch", "XMLHttpRequest", "WebSocket", "EventSource", "localStorage", "sessionStorage", "indexedDB", "caches", "Worker", "WebAssembly"] },
  },
  {
    // The console inserts what its own templates have escaped, through its one Trusted Types policy.
    files: ["console/*.ts"],
    rules: { "no-restricted-properties": "off", "@typescript-eslint/no-confusing-void-expression": "off" },
  },
  {
    files: ["*.test.ts"],
    // node:test returns promises that its runner waits for.
    rules: { "@typescript-eslint/no-floating-promises": "off" },
  },
)
