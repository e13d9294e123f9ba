/** Where the resources of a stack are. */
export interface Placement {
  /** Id of the stack: a contract, since states and workspaces bear it. */
  readonly stack: string;
  readonly resourceGroup: string;
  /** Whether the resource group is there already, and stays when the stack goes. */
  readonly resourceGroupExists: boolean;
  readonly location: string;
  /** Zones of the public addresses; none in a region without zones. */
  readonly zones: readonly string[];
}
