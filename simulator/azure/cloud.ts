import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { z } from "zod";
import { InputError } from "../input-error";
import type { Value } from "../protocol/values";
import { parentOf } from "./ids";
import { at, property, type Resource } from "./resource";

/** One write as Azure saw it, for tests that look at what happened in between. */
export interface Write {
  readonly operation: "put" | "delete";
  /** Of the resource; with "/sharedkey" where the key of a connection was written. */
  readonly id: string;
  /** Prefixes of a network, or of a local network gateway's far end. */
  readonly addressSpace?: Value;
}

/**
 * The simulated cloud: every resource by its id, in memory and in one file each, so that a write is
 * whole or has not happened, whatever ends the process. Ids ignore case, as Azure's do.
 */
export class Cloud {
  private readonly resources = new Map<string, Resource>();
  private readonly byType = new Map<string, Map<string, Resource>>();
  /** Id to the ids of what lies in it. */
  private readonly children = new Map<string, Set<string>>();
  /** Id to the ids of what names it. */
  private readonly users = new Map<string, Set<string>>();
  /** Ids of what is being deleted. */
  private readonly deleting = new Set<string>();

  /** @throws InputError where an earlier version has written it */
  constructor(private readonly folder: string) {
    mkdirSync(this.resourceFolder, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(this.resourceFolder)) {
      if (name.endsWith(".json")) {
        this.index(readResource(join(this.resourceFolder, name)));
      }
    }
  }

  get(id: string): Resource | undefined {
    return this.resources.get(id.toLowerCase());
  }

  all(): Resource[] {
    return [...this.resources.values()];
  }

  ofType(type: string): Resource[] {
    return [...(this.byType.get(type)?.values() ?? [])];
  }

  /** What lies in this resource group, network, route table and the like, and what is set on it, such as a lock. */
  childrenOf(id: string): Resource[] {
    return [...(this.children.get(id.toLowerCase()) ?? [])].map((child) => this.resources.get(child)!);
  }

  /** Of what lies in this resource, what is of a kind: `subnets`, `routes`. */
  partsOf(id: string, kind: string): Resource[] {
    return this.childrenOf(id).filter(({ type }) => type.endsWith(`/${kind}`));
  }

  /** What names this id in one of its properties. */
  usersOf(id: string): Resource[] {
    return [...(this.users.get(id.toLowerCase()) ?? [])].map((user) => this.resources.get(user)!);
  }

  /** What is marked for deletion stays until it is removed. */
  markForDeletion(id: string): void {
    this.deleting.add(id.toLowerCase());
  }

  isMarkedForDeletion(id: string): boolean {
    return this.deleting.has(id.toLowerCase());
  }

  /** @param written what the write was to, where it was not to the resource as a whole */
  put(resource: Resource, written = resource.id): void {
    const file = this.file(resource.id);
    writeFileSync(`${file}.new`, JSON.stringify(resource), { mode: 0o600 });
    renameSync(`${file}.new`, file);
    this.forget(resource.id);
    this.index(resource);
    const space = property(resource, "addressSpace") ?? property(resource, "localNetworkAddressSpace");
    this.record({ operation: "put", id: written, addressSpace: at(space, "addressPrefixes") });
  }

  remove(id: string): void {
    rmSync(this.file(id), { force: true });
    this.forget(id);
    this.deleting.delete(id.toLowerCase());
    this.record({ operation: "delete", id });
  }

  /** Records an intermediate write. */
  record(write: Write): void {
    appendFileSync(join(this.folder, "writes.jsonl"), `${JSON.stringify(write)}\n`, { mode: 0o600 });
  }

  private get resourceFolder(): string {
    return join(this.folder, "resources");
  }

  private file(id: string): string {
    return join(this.resourceFolder, `${createHash("sha256").update(id.toLowerCase()).digest("hex")}.json`);
  }

  private index(resource: Resource): void {
    const key = resource.id.toLowerCase();
    this.resources.set(key, resource);
    if (!this.byType.has(resource.type)) this.byType.set(resource.type, new Map());
    this.byType.get(resource.type)!.set(key, resource);
    const parent = parentOf(key);
    if (parent) add(this.children, parent, key);
    for (const used of referencedIds(resource)) if (used !== key) add(this.users, used, key);
  }

  private forget(id: string): void {
    const key = id.toLowerCase();
    const old = this.resources.get(key);
    if (!old) return;
    this.resources.delete(key);
    this.byType.get(old.type)!.delete(key);
    this.children.get(parentOf(key) ?? "")?.delete(key);
    for (const used of referencedIds(old)) this.users.get(used)?.delete(key);
  }
}

/** @throws InputError that quotes nothing of the file, which may hold secrets */
const resource = z.looseObject({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  properties: z.record(z.string(), z.custom<Value>()),
});

function readResource(file: string): Resource {
  const text = readFileSync(file, "utf8");
  try {
    return resource.parse(JSON.parse(text)) as Resource;
  } catch {
    if (isOfEarlierVersion(text)) {
      const folder = relative(process.cwd(), join(file, "../.."));
      throw new InputError(`${folder} was written by an earlier version, in another form; remove the folder`);
    }
    throw new InputError(
      `${relative(process.cwd(), file)} of the simulated cloud is broken (${text.length} characters); put a copy of it there, if you have one, or remove it: that resource is then gone, and the next npm start makes it anew`,
    );
  }
}

/** That kept Terraform's attributes. */
function isOfEarlierVersion(text: string): boolean {
  try {
    return "attributes" in (JSON.parse(text) as object);
  } catch {
    return false;
  }
}

function add(index: Map<string, Set<string>>, key: string, value: string): void {
  const set = index.get(key);
  if (set) set.add(value);
  else index.set(key, new Set([value]));
}

/** Every id that stands in a value, in lower case. */
export function referencedIds(value: Value): string[] {
  if (typeof value === "string") return value.startsWith("/subscriptions/") ? [value.toLowerCase()] : [];
  if (Array.isArray(value)) return value.flatMap(referencedIds);
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(referencedIds);
  return [];
}
