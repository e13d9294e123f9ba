import { parseRaw } from "../../lab/vici";

test("an event's sections, lists and values are read, and the reply is not", () => {
  const text =
    "list-sa event {Tunnel0 {uniqueid=1 state=ESTABLISHED local-host=10.2.0.36 initiator=yes tasks-active=[] " +
    "child-sas {Tunnel0-1 {name=Tunnel0 state=INSTALLED encap=yes local-ts=[0.0.0.0/0 ::/0] label=}}}}\nlist-sas reply {}\n";
  expect(parseRaw(text)).toEqual([
    {
      Tunnel0: {
        uniqueid: "1",
        state: "ESTABLISHED",
        "local-host": "10.2.0.36",
        initiator: "yes",
        "tasks-active": [],
        "child-sas": {
          "Tunnel0-1": {
            name: "Tunnel0",
            state: "INSTALLED",
            encap: "yes",
            "local-ts": ["0.0.0.0/0", "::/0"],
            label: "",
          },
        },
      },
    },
  ]);
  expect(parseRaw("list-sas reply {}\n")).toEqual([]);
});

test("fails when an event ends too soon", () => {
  expect(() => parseRaw("list-sa event {a {b=1")).toThrow("swanctl has printed what cannot be read");
});
