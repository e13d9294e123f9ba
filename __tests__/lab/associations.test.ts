import { associationsOf } from "../../lab/associations";

const child = (id: number, state: string) =>
  `c-${id} {name=c uniqueid=${id} state=${state} encap=yes encr-alg=AES_GCM_16 encr-keysize=256 spi-in=0000000${id} spi-out=1000000${id} ` +
  `bytes-in=10 packets-in=1 bytes-out=20 packets-out=2 rekey-time=300 local-ts=[0.0.0.0/0 ::/0] remote-ts=[0.0.0.0/0 ::/0]}`;
const sa = (name: string, more: string, ...children: string[]) =>
  `list-sa event {${name} {uniqueid=7 local-host=10.2.0.36 local-port=4500 remote-host=203.0.113.4 remote-port=4500 ` +
  `initiator-spi=aaaa responder-spi=bbbb encr-alg=AES_GCM_16 encr-keysize=256 prf-alg=PRF_HMAC_SHA2_384 dh-group=MODP_2048 ` +
  `established=12 ${more} child-sas {${children.join(" ")}}}}\n`;

test("an IKE SA is told with the newest child that is installed, and its own SPI first", () => {
  const [first, ...others] = associationsOf(
    sa(
      "Tunnel0",
      "state=ESTABLISHED initiator=yes nat-local=yes",
      ...[
        [2, "INSTALLED"],
        [9, "INSTALLED"],
        [11, "REKEYED"],
      ].map(([id, state]) => child(id as number, state as string)),
    ),
  );
  expect(others).toEqual([]);
  expect(first).toMatchObject({
    ...{ localSpi: "aaaa", remoteSpi: "bbbb", ike: "aes256gcm16-prfsha384-modp2048", behindNat: true, seconds: 12 },
    child: {
      ...{ uniqueId: "9", esp: "aes256gcm16", inUdp: true, secondsLeft: 300 },
      inbound: { spi: "00000009", packets: 1, bytes: 10 },
      outbound: { spi: "10000009", packets: 2, bytes: 20 },
    },
  });
});

test("a responder's own SPI is the other one, and an SA that is not established is none", () => {
  const raw = sa("gw", "state=ESTABLISHED") + sa("half", "state=CONNECTING initiator=yes");
  expect(associationsOf(raw)).toMatchObject([{ localSpi: "bbbb", remoteSpi: "aaaa", behindNat: false }]);
});
