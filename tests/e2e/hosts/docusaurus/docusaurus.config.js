// A handbook in Docusaurus. The test gives the addresses.
export default {
  title: "Handbook",
  url: "http://127.0.0.1",
  baseUrl: "/",
  onBrokenLinks: "throw",
  presets: [["classic", { docs: { routeBasePath: "/" }, blog: false }]],
  scripts: [{ src: process.env.EMBED, async: true }],
};
