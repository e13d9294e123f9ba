import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { objectType, type AttributeSchema, type Block, type NestedBlock, type Type } from "./schema";

/**
 * Reads a resource's schema out of the code of its cdktf binding, which is generated and so regular
 * enough for regular expressions: types, nesting, what is required, and what is computed only. The
 * binding does not tell what else is computed, sensitive or replaces: that is in `completions.ts`.
 */
export function schemaOf(provider: string, type: string): Block {
  const source = new Binding(provider, type.slice(provider.length + 1).replaceAll("_", "-"));
  return source.block(source.mainClass(type));
}

/** The schema of the provider's own configuration. */
export function providerSchema(provider: string): Block {
  const source = new Binding(provider, "provider");
  const name = `${provider[0]!.toUpperCase()}${provider.slice(1)}Provider`;
  return source.block({ interface: `${name}Config`, attributes: source.method(name), class: "" });
}

/** Where the three sorts of code that describe one block are. */
interface Description {
  /** Name of the interface that says what is required. */
  readonly interface: string;
  /** Code of the settable attributes. */
  readonly attributes: string;
  /** Code of the class with the getters, for what is computed only. */
  readonly class: string;
}

const SIMPLE: Readonly<Record<string, Type>> = {
  string: "string",
  number: "number",
  boolean: "bool",
  any: "string",
  stringList: ["list", "string"],
  numberList: ["list", "number"],
  booleanList: ["list", "bool"],
  stringMap: ["map", "string"],
  numberMap: ["map", "number"],
  booleanMap: ["map", "bool"],
  stringListList: ["list", ["list", "string"]],
};
const GETTERS: Readonly<Record<string, Type>> = {
  String: "string",
  Number: "number",
  Boolean: "bool",
  List: ["list", "string"],
  NumberList: ["list", "number"],
  StringMap: ["map", "string"],
};

class Binding {
  private readonly code: string;
  private readonly types: string;

  constructor(provider: string, folder: string) {
    const root = dirname(require.resolve(`@cdktf/provider-${provider}/package.json`));
    const file = (name: string) => join(root, "lib", folder, name);
    if (!existsSync(file("index.js"))) throw new Error(`@cdktf/provider-${provider} has no lib/${folder}`);
    this.code = readFileSync(file("index.js"), "utf8");
    this.types = readFileSync(file("index.d.ts"), "utf8");
  }

  mainClass(type: string): Description {
    const name = /class (\w+) extends cdktf\.TerraformResource/.exec(this.code)?.[1];
    if (!name || !this.code.includes(`tfResourceType = "${type}"`)) {
      throw new Error(`the binding does not describe ${type}`);
    }
    return {
      interface: `${name}Config`,
      attributes: this.method(name),
      class: this.between(`class ${name} `, "\n}\n"),
    };
  }

  method(className: string): string {
    const code = this.between(`class ${className} `, "\n}\n");
    return code.slice(code.indexOf("synthesizeHclAttributes()"));
  }

  block(description: Description): Block {
    const required = this.required(description.interface);
    const attributes: AttributeSchema[] = [];
    const blocks: NestedBlock[] = [];
    const settable =
      /(\w+): \{\s+value: (.+),\s+isBlock: (?:true|false),\s+type: "(\w+)",\s+storageClassType: "(\w+)"/g;
    for (const [, name, value, kind, storage] of description.attributes.matchAll(settable)) {
      const mode = { required: required.has(name!) || undefined, optional: !required.has(name!) || undefined };
      const mapper = /(\w+)ToHclTerraform/.exec(value!)?.[1];
      const simple = SIMPLE[storage!];
      if (simple) {
        const type: Type = kind === "set" && Array.isArray(simple) ? ["set", simple[1] as Type] : simple;
        attributes.push({ name: name!, type, ...mode, ...(name === "id" && !mode.required && { computed: true }) });
      } else if (mapper && value!.includes(`${mapper}ToHclTerraform, false`)) {
        // A list of objects that is an attribute, where HCL would have blocks.
        const object = this.objectOf(mapper);
        attributes.push({ name: name!, type: [kind === "set" ? "set" : "list", object], ...mode, computed: true });
      } else if (mapper) {
        const many = value!.includes("listMapperHcl");
        blocks.push({
          name: name!,
          nesting: kind === "struct" ? "SINGLE" : kind === "set" ? "SET" : "LIST",
          maxItems: kind === "struct" || many ? undefined : 1,
          block: this.block(this.nested(mapper)),
        });
      }
    }
    return { attributes: [...attributes, ...this.computed(description.class)], blocks };
  }

  private nested(mapper: string): Description {
    const name = mapper[0]!.toUpperCase() + mapper.slice(1);
    return {
      interface: name,
      attributes: this.between(`function ${mapper}ToHclTerraform(`, "\n}\n"),
      class: this.between(`class ${name}OutputReference `, "\n}\n"),
    };
  }

  private objectOf(mapper: string): Type {
    return objectType(this.block(this.nested(mapper)));
  }

  private computed(classCode: string): AttributeSchema[] {
    const simple =
      /\/\/ (\w+) - computed: true, optional: false, required: false\s+get \w+\(\) \{\s+return (?:cdktf\.Fn\.tolist\()?this\.get(\w+)Attribute\('/g;
    const complex =
      /\/\/ (\w+) - computed: true, optional: false, required: false\s+this\._\w+ = new (\w+?)(?:List|OutputReference)\(/g;
    return [
      ...[...classCode.matchAll(simple)].map(([, name, getter]) => ({
        name: name!,
        type: GETTERS[getter!] ?? ("string" as const),
        computed: true,
      })),
      ...[...classCode.matchAll(complex)].map(([, name, className]) => ({
        name: name!,
        type: ["list", this.objectOf(className![0]!.toLowerCase() + className!.slice(1))] as Type,
        computed: true,
      })),
    ];
  }

  /** Names of what an interface requires, as Terraform spells them. */
  private required(interfaceName: string): Set<string> {
    const code = sliceBetween(this.types, `export interface ${interfaceName} `, "\n}\n") ?? "";
    const names = [...code.matchAll(/\n {4}readonly (\w+):/g)].map(([, name]) => name!);
    return new Set(names.map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)));
  }

  private between(start: string, end: string): string {
    return sliceBetween(this.code, start, end) ?? "";
  }
}

function sliceBetween(text: string, start: string, end: string): string | undefined {
  const from = text.indexOf(start);
  return from < 0 ? undefined : text.slice(from, text.indexOf(end, from));
}
