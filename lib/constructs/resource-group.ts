/** A resource group, made by Terraform or looked up, with the region of what goes into it. */
export interface ResourceGroup {
  readonly name: string;
  readonly location: string;
}
