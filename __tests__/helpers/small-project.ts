import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { azure } from "../../runner/target";

/** A project whose stacks have nothing but `terraform_data`: the real Terraform needs no provider for them. */
export class SmallProject {
  readonly folder = mkdtempSync(join(tmpdir(), "small-"));
  readonly env: NodeJS.ProcessEnv = { ...process.env };
  readonly target = azure(this.folder, this.env, "small.json");

  /** @param stacks each stack's resources, with the input of each; a stack waits for the one before it */
  synthesize(stacks: Readonly<Record<string, Readonly<Record<string, string>>>>): void {
    const names = Object.keys(stacks);
    const manifest = names.map((name, i) => [name, { dependencies: names.slice(i - 1, i) }]);
    this.write("cdktf.out/manifest.json", { stacks: Object.fromEntries(manifest) });
    for (const [name, inputs] of Object.entries(stacks)) {
      const resources = Object.entries(inputs).map(([resource, input]) => [resource, { input }]);
      this.write(`cdktf.out/stacks/${name}/cdk.tf.json`, {
        terraform: { backend: { local: { path: `../../../state/terraform.${name}.tfstate` } } },
        resource: { terraform_data: Object.fromEntries(resources) },
      });
    }
  }

  /** Has Terraform do this first, of which the command is `$1` and the stack's folder the current one. */
  before(script: string): void {
    this.env.TERRAFORM_BINARY_NAME = join(this.folder, "terraform");
    this.write("terraform", `#!/bin/sh\n${script}\nexec terraform "$@"\n`);
  }

  /** A terminal at which somebody gives this answer, or none. */
  answering(answer?: "yes" | "no") {
    const [input, output] = [new PassThrough(), new PassThrough()];
    if (answer) output.once("data", () => setImmediate(() => input.write(`${answer}\n`)));
    return { input, output };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private write(name: string, content: string | object): void {
    const file = join(this.folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content), { mode: 0o755 });
  }
}
