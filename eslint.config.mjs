import tseslint from "typescript-eslint";

/** The package's root loads every resource of Azure: 5 to 8 s and 1 GB. */
const providerRoots = {
  regex: "^@cdktf/provider-[^/]+$",
  message: "Import the one resource, such as @cdktf/provider-azurerm/lib/subnet.",
};

/** A literal that is spread hides a misspelt property from the compiler. */
const spreadLiterals = ["", "TSAsExpression > "].map((way) => ({
  selector: `SpreadElement > ${way}ObjectExpression`,
  message: "Write the properties themselves.",
}));

export default tseslint.config(
  { ignores: ["node_modules/", "cdktf.out/", "generated/", ".cache/"] },
  ...tseslint.configs.recommended,
  {
    rules: {
      // Taking an attribute out of an object by name is the shortest way to leave it out.
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
      "no-restricted-imports": ["error", { patterns: [providerRoots] }],
    },
  },
  { ignores: ["__tests__/**"], rules: { "no-restricted-syntax": ["error", ...spreadLiterals] } },
  { files: ["**/*.js", "**/*.cjs"], rules: { "@typescript-eslint/no-require-imports": "off" } },
  // Who may import whom is the table in .dependency-cruiser.cjs, but for two files of one folder.
  {
    files: ["lab/gateway.ts", "lab/router.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            providerRoots,
            { group: ["./gateway", "./router"], message: "The lab translates each end from its own side alone." },
          ],
        },
      ],
    },
  },
  {
    files: ["lib", "config", "simulator", "runner", "lab", "bench"].map((folder) => `${folder}/**/*.ts`),
    // A process of its own, which the runner starts.
    ignores: ["simulator/serve.ts"],
    rules: {
      "no-restricted-properties": [
        "error",
        ...["env", "argv", "exit", "exitCode", "stdin"].map((property) => ({
          object: "process",
          property,
          message: "Take it from the command, as an argument or from Target.env: commands/ alone reads the process.",
        })),
      ],
      // Under another name the rule above would not see it. no-require-imports has the rest.
      "no-restricted-syntax": [
        "error",
        ...spreadLiterals,
        ...[
          ":matches(ImportDeclaration, ImportExpression, ExportNamedDeclaration, ExportAllDeclaration)[source.value=/^(node:)?process$/]",
          "MemberExpression[object.name=/^global(This)?$/][property.name='process']",
        ].map((selector) => ({ selector, message: "Use the global process, by that name." })),
      ],
    },
  },
);
