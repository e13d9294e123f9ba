/** A size for the router: how many interfaces it has, and the first IOS-XE release for it. */
interface RouterSize {
  readonly interfaces: number;
  readonly release: string;
}

/**
 * The sizes that Cisco's deployment guide lists and that take the router's three interfaces. All of them
 * have accelerated networking, which the throughput licence needs, and boot images of Generation 1.
 *
 * @see https://www.cisco.com/c/en/us/td/docs/routers/C8000V/Azure/deploying-c8000v-on-microsoft-azure.html
 */
export const ROUTER_SIZES: Readonly<Record<string, RouterSize>> = {
  Standard_D16_v5: { interfaces: 8, release: "17.12.1" },
  Standard_DS3_v2: { interfaces: 4, release: "17.4.1" },
  Standard_D3_v2: { interfaces: 4, release: "17.4.1" },
  Standard_DS4_v2: { interfaces: 8, release: "17.4.1" },
  Standard_D4_v2: { interfaces: 8, release: "17.4.1" },
  Standard_F16s_v2: { interfaces: 4, release: "17.4.1" },
  Standard_F32s_v2: { interfaces: 8, release: "17.4.1" },
};

/** The only listed size that Azure still gives to a new subscription. */
export const RECOMMENDED_ROUTER_SIZE = "Standard_D16_v5";

/** The smallest size of a current series for a test machine: 2 vCPUs, 1 GiB. */
export const RECOMMENDED_TEST_SIZE = "Standard_B2ts_v2";

/**
 * What rules a size out for the router, by Microsoft's naming of sizes and its page of each series. The
 * `p` in a name stands for Arm; from v6 on sizes boot Generation 2 only, and so do confidential ones.
 *
 * @see https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions
 * @see https://learn.microsoft.com/azure/virtual-machines/sizes/overview
 */
const OBSTACLES: readonly { readonly sizes: RegExp; readonly reason: string }[] = [
  {
    sizes: /^Standard_[A-Z]+\d+(-\d+)?[a-z]*p[a-z]*(_|$)/,
    reason: "has an Arm processor, and the router's image is for x64",
  },
  {
    sizes: /^Standard_(.*_v([6-9]|\d\d)$|(DC|EC)\d)/,
    reason: "boots images of Generation 2 only, and the router's is of Generation 1",
  },
  {
    sizes:
      /^Standard_(A[12]m?_v2|B1[a-z]+\d?|B[248][a-z]*_v2|[DE][24](-\d)?[a-z]*_v[345]|DS?(1|2|11)(-\d)?(_v2)?|F[12]s?|F[24]s_v2)$/,
    reason: "takes 2 network interfaces, and the router has 3",
  },
  {
    sizes: /^(Basic_.*|Standard_(A\d.*|B2s|B[248]ms))$/,
    reason: "has no accelerated networking, which the router's interfaces ask for",
  },
];

/** Why a size cannot be a router's, if that is certain. */
export function obstacle(size: string): string | undefined {
  return OBSTACLES.find(({ sizes }) => sizes.test(size))?.reason;
}

/**
 * Series that Microsoft has announced to retire. Since July 2026 no new subscription can deploy them, and
 * no existing subscription gets quota for more of them.
 *
 * @see https://learn.microsoft.com/azure/virtual-machines/sizes/lifecycle/retirements-and-capacity-restrictions
 */
const RETIREMENTS: readonly { readonly sizes: RegExp; readonly date: string }[] = [
  { sizes: /^Standard_DS?\d+(-\d+)?(_v2)?(_Promo)?$/, date: "2028-05-01" },
  { sizes: /^Standard_(A\d+m?_v2|B\d+l?m?s|F\d+s?|F\d+s_v2)$/, date: "2028-11-15" },
  { sizes: /^Standard_[DE]\d+(-\d+)?i?s?_v3$/, date: "2029-11-15" },
];

/** The day on which Azure stops every machine of this size, if that is known. */
export function retirement(size: string): string | undefined {
  return RETIREMENTS.find(({ sizes }) => sizes.test(size))?.date;
}
