/** An image in Azure's marketplace. */
export interface ImageReference {
  readonly publisher: string;
  readonly offer: string;
  readonly sku: string;
  readonly version: string;
}

/** A virtual machine in Azure. */
export interface Machine {
  /** Host name, and Azure's name of the virtual machine. */
  readonly name: string;
  readonly size: string;
  readonly image: ImageReference;
  /** A new number replaces the machine, which then boots anew. */
  readonly machineVersion: number;
}

/** A machine that answers ping and HTTP. */
export type TestVm = Machine;
