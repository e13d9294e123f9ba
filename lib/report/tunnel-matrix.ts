import { perInstance } from "../model/topology";
import { table, type Section } from "./document";
import { gatewayAddressesOf, peerOf, type Subject } from "./known";

/** What every instance of the gateway tries with every WAN, and the tunnel that the router has for it. */
export function tunnelMatrix(subject: Subject): Section {
  const addresses = gatewayAddressesOf(subject);
  const rows = subject.sites.flatMap((site) =>
    site.connections.flatMap((connection, index) =>
      perInstance((instance) => {
        const tunnel = site.tunnels.find((one) => one.connection === index && one.instance === instance);
        return {
          site: site.name,
          connection: connection.name,
          wan: [connection.wan.interface, peerOf(subject, connection)],
          instance: [String(instance), addresses[instance]],
          tunnel: tunnel ? [tunnel.name, tunnel.address] : "none: down by design",
        };
      }),
    ),
  );
  return {
    id: "tunnels",
    title: "Tunnel matrix",
    blocks: [
      {
        kind: "text",
        text: "Both instances of the gateway try every connection. Where the router has no tunnel for an instance, Azure shows that instance as not connected: that is by design, and no fault.",
      },
      table(
        "Instance and WAN",
        {
          site: "Site",
          connection: "Connection in Azure",
          wan: "Router's WAN, and its address as Azure knows it",
          instance: "Gateway's instance and its address",
          tunnel: "Router's tunnel and its address",
        },
        rows,
      ),
    ],
  };
}
