import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { ProviderError, type Completion, type Provider, type ResourceType } from "../protocol/provider";
import type { Block } from "../protocol/schema";
import { UNKNOWN, type Attributes } from "../protocol/values";

/** @see https://github.com/hashicorp/terraform-provider-local/blob/v2.6.1/internal/provider/resource_local_file.go */
const BLOCK: Block = {
  attributes: {
    filename: { type: "string", required: true },
    content: { type: "string", optional: true },
    content_base64: { type: "string", optional: true },
    source: { type: "string", optional: true },
    sensitive_content: { type: "string", optional: true, sensitive: true, deprecated: true },
    file_permission: { type: "string", optional: true, computed: true },
    directory_permission: { type: "string", optional: true, computed: true },
    id: { type: "string", computed: true },
    content_md5: { type: "string", computed: true },
    content_sha1: { type: "string", computed: true },
    content_sha256: { type: "string", computed: true },
    content_base64sha256: { type: "string", computed: true },
    content_sha512: { type: "string", computed: true },
    content_base64sha512: { type: "string", computed: true },
  },
};
const COMPLETION: Completion = {
  replaces: [
    "content",
    "content_base64",
    "directory_permission",
    "file_permission",
    "filename",
    "sensitive_content",
    "source",
  ],
  defaults: { directory_permission: "0777", file_permission: "0777" },
};
const SOURCES = ["content", "content_base64", "sensitive_content", "source"] as const;

function bytesOf(attributes: Attributes, folder: string): Buffer {
  const { content, sensitive_content, content_base64, source } = attributes;
  if (typeof content_base64 === "string") return Buffer.from(content_base64, "base64");
  if (typeof source === "string") return readFileSync(within(folder, source));
  return Buffer.from(String(content ?? sensitive_content));
}

const within = (folder: string, path: string) => (isAbsolute(path) ? path : join(folder, path));
const hash = (algorithm: string, bytes: Buffer, encoding: "hex" | "base64") =>
  createHash(algorithm).update(bytes).digest(encoding);

function hashes(bytes: Buffer): Attributes {
  const id = hash("sha1", bytes, "hex");
  return {
    id,
    content_md5: hash("md5", bytes, "hex"),
    content_sha1: id,
    content_sha256: hash("sha256", bytes, "hex"),
    content_base64sha256: hash("sha256", bytes, "base64"),
    content_sha512: hash("sha512", bytes, "hex"),
    content_base64sha512: hash("sha512", bytes, "base64"),
  };
}

/** local_file, as the provider local has it. Relative paths count from `folder`. */
function localFile(folder: string): ResourceType {
  return {
    block: BLOCK,
    completion: COMPLETION,
    validate: (config) => {
      const given = SOURCES.filter((name) => config[name] !== null && config[name] !== undefined);
      if (given.length === 1 || Object.values(config).includes(UNKNOWN)) return [];
      return [`one of ${SOURCES.join(", ")} must be given, not ${given.length ? given.join(" and ") : "none"}`];
    },
    create: async (planned) => {
      const file = within(folder, String(planned.filename));
      const bytes = bytesOf(planned, folder);
      try {
        mkdirSync(dirname(file), { recursive: true, mode: parseInt(String(planned.directory_permission), 8) });
        // As os.WriteFile: the umask applies, and a file that is there keeps its mode.
        writeFileSync(file, bytes, { mode: parseInt(String(planned.file_permission), 8) });
      } catch (error) {
        throw new ProviderError(`Create local file error: ${(error as Error).message}`);
      }
      return { ...planned, ...hashes(bytes) };
    },
    update: async (planned) => planned,
    delete: async ({ filename }) => rmSync(within(folder, String(filename)), { force: true }),
    // A file that has gone or holds something else is made again.
    read: async (current) => {
      const file = within(folder, String(current.filename));
      try {
        return hash("sha1", readFileSync(file), "hex") === current.id ? current : null;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
        throw new ProviderError(`Read local file error: ${(error as Error).message}`);
      }
    },
  };
}

/** The provider local: local_file. */
export function local(folder: string): Provider {
  return {
    name: "local",
    block: { attributes: {} },
    types: { local_file: localFile(folder) },
    configure: () => [],
  };
}
