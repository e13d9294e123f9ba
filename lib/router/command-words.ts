/** Keywords that a secret follows, or another keyword and then a secret. */
const SECRETS = new Set(
  (
    "authentication-key community credential key key-string passphrase password pre-shared-key psk secret " +
    "sent-username username"
  ).split(" "),
);

/** Keywords of IOS-XE's commands: no names, numbers, addresses or secrets. */
const WORDS = new Set([
  ...SECRETS,
  ...(
    "aaa access-group access-list address adjust-mss archive area authentication authorization banner boot bridge cdp certificate " +
    "class-map clock control-plane crypto default default-router description destination dhcp disable dns domain dpd " +
    "enable encapsulation encryption end exec-timeout exit flow forwarding group hash host hostname http icmp identity " +
    "igmp ikev2 import inside integrity interface ip ipsec ipv4 ipv6 isakmp keepalive keyring license lifetime line load-interval " +
    "lldp local log logging login mask match memory mode mop motd mss mtu name name-server nat nd negotiation neighbor " +
    "netconf-yang network no ntp outside peer pfs pki policy policy-map pool pre-share prf profile proposal protection " +
    "protocol proxy radius radius-server remote restconf route route-map router scp security-association server " +
    "service set shut shutdown snmp-server source speed ssh standby static switchport tacacs tacacs-server tcp " +
    "telnet time timeout track traffic transform-set transport trustpoint tunnel unicast-routing version virtual-template " +
    "vlan vrf vty write zone"
  ).split(" "),
]);

/** More words than a command has before its first value. */
const MOST = 8;

/**
 * The part of an unknown line that an error may show: the keywords of its command up to the first value, such
 * as `enable secret ...`. The rest of the line may hold any secret of a router.
 */
export function commandWords(line: string): string {
  const words = line.trim().split(" ", MOST + 1);
  const value = words.findIndex((word, i) => !WORDS.has(word) || (i > 0 && SECRETS.has(words[i - 1]!)));
  const end = value < 0 ? words.length : value;
  return end === words.length && end <= MOST
    ? words.join(" ")
    : [...words.slice(0, Math.min(end, MOST)), "..."].join(" ");
}
