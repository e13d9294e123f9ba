import { deploymentOf as exampleOf } from "../helpers/any-deployment";
import { reportOf, tablesOf } from "../helpers/report";
import { deploymentOf, fleet, lab } from "../helpers/synth";

/** The tables by caption, each row as a reader sees it. */
const policies = (...args: Parameters<typeof reportOf>) =>
  Object.fromEntries(
    tablesOf(reportOf(...args), "policies").map(({ caption, rows }) => [
      caption,
      rows.map((row) => Object.values(row).flat().join(" | ")),
    ]),
  );

const ARTICLE = [
  "IKE encryption | GCMAES256 | encryption aes-gcm-256",
  "IKE integrity and PRF | SHA384 | prf sha384",
  "Diffie-Hellman group | DHGroup2048 | group 14",
  "ESP encryption and integrity | GCMAES256, GCMAES256 | esp-gcm 256",
  "PFS | None | no set pfs",
  "Lifetime of an IKE SA | 28800 s, fixed | lifetime 27360",
  "Lifetime of an IPsec SA | 27000 s | lifetime seconds 25650",
  "Data of an IPsec SA | no limit | lifetime kilobytes disable",
];

test("connections that share a policy have one table", () => {
  expect(policies(exampleOf("lab.json"))).toEqual({
    "Policy of cat, conn1-to-Catalyst; cat, conn2-to-Catalyst": ARTICLE,
  });
});

test("each policy has a table of both ends' words: ciphers without GCM, PFS and a limit of data among them", () => {
  const config = lab(({ sites }) => {
    sites[0]!.connections![1]!.ipsecPolicy = {
      ...{ ikeEncryption: "AES256", ikeIntegrity: "SHA256", dhGroup: "ECP384" },
      ...{ ipsecEncryption: "AES128", ipsecIntegrity: "SHA256", pfsGroup: "PFSMM" },
      ...{ saLifetimeSeconds: 3600, saDataSizeKilobytes: 102400000 },
    };
  });
  expect(policies(deploymentOf(config))).toEqual({
    "Policy of cat, conn1-to-Catalyst": ARTICLE,
    "Policy of cat, conn2-to-Catalyst": [
      "IKE encryption | AES256 | encryption aes-cbc-256",
      "IKE integrity and PRF | SHA256 | integrity sha256, prf sha256",
      "Diffie-Hellman group | ECP384 | group 20",
      "ESP encryption and integrity | AES128, SHA256 | esp-aes esp-sha256-hmac",
      "PFS | PFSMM | set pfs group20",
      "Lifetime of an IKE SA | 28800 s, fixed | lifetime 27360",
      "Lifetime of an IPsec SA | 3600 s | lifetime seconds 3420",
      "Data of an IPsec SA | 102400000 KB | lifetime kilobytes 102400000",
    ],
  });
});

test("a site's next policy stands with the connections that have it already, else alone", () => {
  const config = fleet((file) => {
    file.sites = file.sites.slice(0, 2);
    file.sites[0]!.nextIpsecPolicy = { pfsGroup: "ECP384" };
    file.sites[1]!.ipsecPolicy = { pfsGroup: "ECP384" };
  });
  expect(Object.keys(policies(deploymentOf(config)))).toEqual([
    "Policy of amsterdam, conn1-to-amsterdam; amsterdam, conn2-to-amsterdam",
    "Policy of berlin, conn1-to-berlin; berlin, conn2-to-berlin; next policy of amsterdam, accepted there already",
  ]);
  delete config.sites[1]!.ipsecPolicy;
  const alone = policies(deploymentOf(config));
  expect(Object.keys(alone)).toEqual([
    "Policy of amsterdam, conn1-to-amsterdam; amsterdam, conn2-to-amsterdam; berlin, conn1-to-berlin; berlin, conn2-to-berlin",
    "Next policy of amsterdam, accepted there already",
  ]);
  expect(Object.values(alone)[1]![4]).toBe("PFS | ECP384 | set pfs group20");
});

test("many connections are counted, and their sites named once", () => {
  expect(Object.keys(policies(deploymentOf(fleet())))).toEqual([
    "Policy of 20 connections of 10 sites: amsterdam, berlin, cairo, dublin, geneva, lisbon, madrid, oslo, paris, rome",
  ]);
});

test("a next policy is no connection where many are counted", () => {
  const config = fleet((file) => {
    const [first, ...others] = file.sites;
    first!.nextIpsecPolicy = { pfsGroup: "ECP384" };
    for (const site of others.slice(0, 3)) site.ipsecPolicy = { pfsGroup: "ECP384" };
  });
  expect(Object.keys(policies(deploymentOf(config)))[1]).toBe(
    "Policy of 6 connections of 3 sites: berlin, cairo, dublin; next policy of amsterdam, accepted there already",
  );
});

test("of one site alone: its policies and no other's", () => {
  const deployment = deploymentOf(
    fleet((file) => {
      file.sites[1]!.ipsecPolicy = { pfsGroup: "ECP384" };
    }),
  );
  const sites = deployment.sites.filter(({ name }) => name === "cairo");
  expect(policies(deployment, { sites })).toEqual({
    "Policy of cairo, conn1-to-cairo; cairo, conn2-to-cairo": ARTICLE,
  });
});
