/** What Terraform and OpenTofu say that they will do, or do, to a resource. */
export type Action =
  "create" | "update" | "replace" | "delete" | "read" | "import" | "move" | "remove" | "forget" | "noop";

export interface Diagnostic {
  readonly severity: "error" | "warning";
  readonly summary: string;
  readonly detail: string;
  /** The resource that it is about. */
  readonly address?: string;
}

/** An output in a plan (`action`) or after an apply (`value`, absent where the output is sensitive). */
export interface OutputEvent {
  readonly action?: Action;
  readonly value?: unknown;
}

/** How many resources an apply has added, changed and removed. */
export interface Counts {
  readonly add: number;
  readonly change: number;
  readonly remove: number;
}

/** What a line of Terraform's machine-readable output says; `message` is its text for people. */
export type TerraformEvent = { readonly message: string } & (
  | { readonly kind: "planned"; readonly address: string; readonly action: Action; readonly reason?: string }
  | { readonly kind: "started" | "ended" | "failed"; readonly address: string; readonly action: Action }
  | { readonly kind: "diagnostic"; readonly diagnostic: Diagnostic }
  | { readonly kind: "outputs"; readonly outputs: Readonly<Record<string, OutputEvent>> }
  /** The end of a plan: Terraform prints it after each one that it makes itself, with or without changes. */
  | { readonly kind: "counted" }
  | { readonly kind: "applied"; readonly counts: Counts }
  /** A line that says nothing further, or that is not JSON, such as those of a crash. */
  | { readonly kind: "text" }
);

interface Line {
  readonly type: string;
  readonly "@message": string;
  readonly change?: { readonly resource: { readonly addr: string }; readonly action: Action; readonly reason?: string };
  readonly hook?: { readonly resource: { readonly addr: string }; readonly action?: Action };
  readonly diagnostic?: Diagnostic & { readonly snippet?: { readonly context?: string } };
  readonly outputs?: Readonly<Record<string, OutputEvent>>;
  readonly changes?: Counts & { readonly operation: string };
}

const HOOKS: Readonly<Record<string, "started" | "ended" | "failed">> = {
  apply_start: "started",
  apply_complete: "ended",
  apply_errored: "failed",
  refresh_start: "started",
  refresh_complete: "ended",
};

/**
 * Reads a line that `terraform plan`, `apply` or `destroy` prints with `-json`.
 *
 * @see https://developer.hashicorp.com/terraform/internals/machine-readable-ui
 */
export function terraformEvent(text: string): TerraformEvent {
  const line = parse(text);
  if (!line) return { kind: "text", message: text };
  const { type, "@message": message, change, hook, diagnostic, outputs, changes } = line;
  const hookKind = HOOKS[type];
  if (type === "planned_change" && change) {
    const { action, reason } = change;
    return { kind: "planned", message, address: change.resource.addr, action, ...(reason && { reason }) };
  }
  if (hookKind && hook) {
    // A refresh has no action: it reads.
    return { kind: hookKind, message, address: hook.resource.addr, action: hook.action ?? "read" };
  }
  if (type === "diagnostic" && diagnostic) {
    const { severity, summary, detail, address, snippet } = diagnostic;
    const about = address ?? /^resource\.(.+)$/.exec(snippet?.context ?? "")?.[1];
    return { kind: "diagnostic", message, diagnostic: { severity, summary, detail, ...(about && { address: about }) } };
  }
  if (type === "outputs" && outputs) return { kind: "outputs", message, outputs };
  if (type === "change_summary" && changes) {
    return changes.operation === "plan" ? { kind: "counted", message } : { kind: "applied", message, counts: changes };
  }
  return { kind: "text", message };
}

function parse(text: string): Line | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    const line = JSON.parse(text) as Line;
    return typeof line["@message"] === "string" ? line : undefined;
  } catch {
    return undefined;
  }
}
