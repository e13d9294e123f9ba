import type { Operation } from "../../faults";
import type { Cloud } from "../cloud";
import type { Resource } from "../resource";

/** A rule of the platform that a resource must keep when it is written or deleted. */
export interface Rule {
  /** Azure's error code, or one in its manner where `inferred` says so. */
  readonly code: string;
  /** @default 400 */
  readonly status?: 400 | 404 | 409;
  /**
   * Who refuses. azurerm does so in plain words, before it asks Azure; the code is a name for it here.
   * @default - Azure
   */
  readonly by?: "azurerm";
  /** Azure accepts the request, and the operation fails. @default false */
  readonly late?: boolean;
  /** @default - create and update */
  readonly on?: readonly Operation[];
  /** What is refused, for the page that lists all rules. */
  readonly text: string;
  /** Address of a public report or of a vendor's page. */
  readonly source?: string;
  /** What no public source shows, and why it stands here all the same. */
  readonly inferred?: string;
  /** What is wrong and where, or undefined. */
  readonly broken: (resource: Resource, cloud: Cloud, settings: Settings) => string | undefined;
}

/** What rules go by beside the cloud. */
export interface Settings {
  /** Whether the subscription has accepted every marketplace image's terms. */
  readonly termsAccepted: boolean;
  /** azurerm's feature `prevent_deletion_if_contains_resources`. */
  readonly keepsGroupWithContents: boolean;
}
