// How often each password of standard input (one a line of JSON) was seen, says the package.
// usage: node hibp.mjs PACKAGE-FOLDER BASE-URL < passwords
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [folder, baseUrl] = process.argv.slice(2);
const { pwnedPassword } = await import(pathToFileURL(createRequire(`${folder}/`).resolve("hibp")));
for await (const line of createInterface({ input: process.stdin })) {
  console.log(await pwnedPassword(JSON.parse(line), { baseUrl }));
}
