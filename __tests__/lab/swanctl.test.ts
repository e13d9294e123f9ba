import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readRouterConfig } from "../../lib/router/reader";
import { routerTunnels } from "../../lab/router";
import { sectionOf, swanctlConf } from "../../lab/swanctl";

const file = readFileSync(join(__dirname, "../fixtures/cat-tunnels.cfg"), "utf8");

test("an end becomes a connection that starts by itself only where routes follow it", () => {
  const [tunnel] = routerTunnels(readRouterConfig(file), new Map());
  expect(swanctlConf([tunnel!], { dpdSeconds: 2 }, "/updown")).toMatchInlineSnapshot(`
   "connections {
     Tunnel0 {
       version = 2
       mobike = no
       unique = replace
       local_addrs = 10.2.0.36
       remote_addrs = 203.0.113.4
       proposals = aes256gcm16-prfsha384-modp2048
       dpd_delay = 2s
       keyingtries = 0
       local {
         auth = psk
         id = 10.2.0.36
       }
       remote {
         auth = psk
         id = 203.0.113.4
       }
       children {
         Tunnel0 {
           esp_proposals = aes256gcm16
           local_ts = 0.0.0.0/0,::/0
           remote_ts = 0.0.0.0/0,::/0
           rekey_time = 25650s
           replay_window = 1024
           dpd_action = start
           start_action = start
           close_action = start
           updown = /updown
         }
       }
     }
   }
   secrets {
     ike-Tunnel0 {
       id = 203.0.113.4
       secret = 0x6b65792d6f662d74756e6e656c2d31
     }
   }
   "
  `);
  // A section's name takes no dot, and two names stay two.
  expect([sectionOf({ name: "conn.1" }), sectionOf({ name: "conn_2e1" })]).toEqual(["conn_2e1", "conn_5f2e1"]);
  const still = swanctlConf([tunnel!], { dpdSeconds: 2 });
  expect(still).toContain("start_action = none");
  expect(still).not.toContain("updown");
});
