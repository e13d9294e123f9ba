/** The part of the package that is used here; it brings no types. */
declare module "fs-native-extensions" {
  /**
   * Asks the kernel for an exclusive lock on an open file, and does not wait. The lock belongs to this
   * opening of the file and goes when that is closed, with its process at the latest.
   *
   * @returns whether it was granted
   */
  export function tryLock(descriptor: number): boolean;
}
