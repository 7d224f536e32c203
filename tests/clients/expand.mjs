// Reads JSON-LD, its contexts too, from where they are: node expand.mjs ADDRESS, or - for a document given to it.
import { readFileSync } from "node:fs";
import jsonld from "jsonld";

const [address] = process.argv.slice(2);
const document = address === "-" ? JSON.parse(readFileSync(0, "utf8")) : address;
process.stdout.write(await jsonld.toRDF(document, { format: "application/n-quads" }));
