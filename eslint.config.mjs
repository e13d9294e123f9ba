import tseslint from "typescript-eslint";

/** The package's root loads every resource of Azure: 5 to 8 s and 1 GB. */
const providerRoots = {
  regex: "^@cdktf/provider-[^/]+$",
  message: "Import the one resource, such as @cdktf/provider-azurerm/lib/subnet.",
};

/** Data flows from config over plan and policy to constructs, stacks and files; imports never go back. */
const imports = (files, forbidden, message) => ({
  files,
  rules: {
    "no-restricted-imports": ["error", { patterns: [providerRoots, { group: forbidden, message }] }],
  },
});

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
  { files: ["**/*.js", "**/*.cjs"], rules: { "@typescript-eslint/no-require-imports": "off" } },
  imports(
    ["lib/addressing/**", "lib/crypto/**", "lib/catalyst/**"],
    ["cdktf", "constructs", "@cdktf/*", "**/constructs/*", "**/stacks/*", "**/config/*", "node:*"],
    "Addressing, crypto and the view are pure.",
  ),
  // The one place that reads templates.
  imports(
    ["lib/catalyst/render.ts"],
    ["cdktf", "constructs", "@cdktf/*", "**/constructs/*", "**/stacks/*", "**/config/*"],
    "Rendering knows neither cdktf nor the config.",
  ),
  imports(["lib/constructs/**"], ["**/stacks/*", "**/config/*"], "A construct stands on its own, in anybody's stack."),
  imports(
    ["config/**"],
    ["cdktf", "constructs", "@cdktf/*", "**/constructs/*", "**/stacks/*"],
    "The config is read before anything is built.",
  ),
  imports(
    ["lab/gateway.ts", "lab/router.ts"],
    ["**/crypto/*", "**/constructs/*", "**/stacks/*", "**/config/*", "./gateway", "./router"],
    "The lab translates each end from its own side alone.",
  ),
  imports(
    ["simulator/**"],
    ["**/lib/**", "**/config/**", "**/runner/**", "**/commands/**", "**/lab/**", "**/bench/**"],
    "The simulator is written against Azure's rules, not against lib/, so that it can disagree.",
  ),
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
        ...[
          ":matches(ImportDeclaration, ImportExpression, ExportNamedDeclaration, ExportAllDeclaration)[source.value=/^(node:)?process$/]",
          "MemberExpression[object.name=/^global(This)?$/][property.name='process']",
        ].map((selector) => ({ selector, message: "Use the global process, by that name." })),
      ],
    },
  },
);
