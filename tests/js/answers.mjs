// Answers questions, one a line of JSON, with the package: one line of JSON each.
// usage: node answers.mjs PACKAGE-FOLDER PUBLIC-KEY < questions
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { createRequire } from "node:module";

const [folder, publicKey] = process.argv.slice(2);
// By its name, as a program that depends on it finds it.
const hushcheck = createRequire(`${folder}/`).resolve("hushcheck");
const { open } = await import(pathToFileURL(hushcheck));

const opened = new Map();
for await (const line of createInterface({ input: process.stdin })) {
  const { dataset, identifiers } = JSON.parse(line);
  if (!opened.has(dataset)) opened.set(dataset, await open(dataset, { publicKey }));
  console.log(JSON.stringify(await opened.get(dataset).check(identifiers)));
}
