// Asks a query over documents: node comunica.mjs QUERY SOURCE...; prints SPARQL results as JSON.
import { QueryEngine } from "@comunica/query-sparql";

const [query, ...sources] = process.argv.slice(2);
const engine = new QueryEngine();
const result = await engine.query(query, { sources });
const { data } = await engine.resultToString(result, "application/sparql-results+json");
data.pipe(process.stdout);
