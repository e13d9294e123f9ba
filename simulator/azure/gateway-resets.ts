import { elements } from "../protocol/values";
import { failed, type Answer } from "./answer";
import type { Live } from "./live";
import { objects, property, type Resource } from "./resource";

/** Resets of single instances of gateways, which Azure accepts and ends once the instance is back. */
export class GatewayResets {
  private readonly running = new Set<string>();

  constructor(private readonly live: Live | undefined) {}

  /**
   * Reboots an instance.
   *
   * @param address of the instance; absent: the first
   * @returns a refusal, or the answer that comes once the instance is back
   * @see https://learn.microsoft.com/azure/vpn-gateway/reset-gateway
   */
  begin(gateway: Resource, address: string | undefined): Answer | Promise<Answer> {
    const addresses = objects(property(gateway, "bgpSettings.bgpPeeringAddresses")).flatMap((one) =>
      elements(one.tunnelIpAddresses),
    );
    const instance = address ?? addresses[0];
    if (typeof instance !== "string" || !addresses.includes(instance)) {
      // No public report shows the code and the words.
      return failed(400, "InvalidGatewayVip", `${gateway.id} has no instance with the address ${address}.`);
    }
    if (this.isRunning(gateway)) {
      return failed(409, "AnotherOperationInProgress", `Another operation on ${gateway.id} is in progress.`);
    }
    this.running.add(gateway.id);
    return (this.live?.reset(instance) ?? Promise.resolve())
      .finally(() => this.running.delete(gateway.id))
      .then(() => [200, gateway]);
  }

  isRunning({ id }: Resource): boolean {
    return this.running.has(id);
  }
}
