import { deploymentOf } from "../helpers/any-deployment";
import { DEPLOYED, blocksOf, reportOf } from "../helpers/report";

const items = (...args: Parameters<typeof reportOf>) => {
  const [list] = blocksOf(reportOf(...args), "not-proved");
  return list?.kind === "list" ? list.items : [];
};
const lab = deploymentOf("lab.json");
const premises = deploymentOf("examples/two-providers.json");

const SIMULATED = /^Nothing here was made in Azure/;
const PREMISES = /^Of a site on premises, /;

test("says of a simulated deployment alone that nothing was made in Azure", () => {
  expect(items(lab, { deployed: { ...DEPLOYED, simulated: true } })[0]).toMatch(SIMULATED);
  expect(items(lab, { deployed: DEPLOYED }).filter((item) => SIMULATED.test(item))).toEqual([]);
  expect(items(lab).filter((item) => SIMULATED.test(item))).toEqual([]);
});

test("says of sites on premises alone what their routers and providers have to show", () => {
  expect(items(premises).filter((item) => PREMISES.test(item))).toHaveLength(1);
  expect(items(lab).filter((item) => PREMISES.test(item))).toEqual([]);
});

test("says of each deployment what plan, lab, drill, results and costs do not show", () => {
  expect(items(lab).map((item) => item.split(/[ ,]/)[0])).toEqual(["plan", "lab", "A", "Costs"]);
});
