// rubric.mjs JOB.json, where the job is { rubric, spec, documents: [path], perManifest? }: evaluates an asset rubric of the C2PA conformance
// programme (YAML with json-formula expressions) over crJSON documents. Prints, for each document, an array of { id, manifest?, outcome, text }.
//
// How the rubrics are meant: the first YAML document holds variables and named expressions, which are called like functions and find their
// arguments in $args; the others are lists of statements. A statement with failIfMatched or warnIfMatched holds when its list is empty,
// any other when its value is true. Rubrics of signals are put to every manifest by itself.
import fs from 'node:fs';
import { importPackage, readJob } from './peer.mjs';

const yaml = await importPackage('yaml/dist/index.js');
const { default: JsonFormula, dataTypes } = await importPackage('@adobe/json-formula/src/json-formula.js');
const job = readJob();
const [head, ...pages] = (yaml.parseAllDocuments ?? yaml.default.parseAllDocuments)(fs.readFileSync(job.rubric, 'utf8')).map(d => d.toJS());
const variables = { ...head.variables, $expected_spec_version: job.spec };
const expressions = Object.entries(head.expressions ?? {});
const names = [...new Set([...Object.keys(variables), '$args', ...expressions.flatMap(([, text]) => text.match(/\$\w+/g) ?? [])])];

const compiler = new JsonFormula();
const functions = Object.fromEntries(expressions.map(([name, text]) => {
  const body = compiler.compile(text.trim(), names);
  return [name, {
    _signature: [{ types: [dataTypes.TYPE_ANY], variadic: true, optional: true }],
    _func(values, data, interpreter) {
      const before = interpreter.globals.$args;
      if (values.length > 0) {
        interpreter.globals.$args = values;
      }

      try {
        return interpreter.search(body, data);
      } finally {
        interpreter.globals.$args = before;
      }
    },
  }];
}));

const engine = new JsonFormula(functions);
const statements = pages.flatMap(p => (Array.isArray(p) ? p : [p])).filter(s => s?.expression);
if (statements.length === 0) {
  throw new Error(`${job.rubric} holds no statement`);
}

const holds = value => (Array.isArray(value) ? value.length > 0 : Boolean(value));

function evaluate(statement, data) {
  const value = engine.run(engine.compile(statement.expression.trim(), names), data, 'en-US', { ...variables });
  const matched = Array.isArray(value) && value.length > 0;
  const outcome = statement.failIfMatched ? (matched ? 'fail' : 'pass')
    : statement.warnIfMatched ? (matched ? 'warn' : 'pass')
    : holds(value) ? 'pass' : 'fail';
  const text = statement.reportText?.[outcome === 'pass' ? 'true' : 'false']?.en ?? '';
  return { id: statement.id, outcome, text: text.replace('{{matches}}', JSON.stringify(matched ? value : [])) };
}

const answers = job.documents.map(path => {
  const document = JSON.parse(fs.readFileSync(path, 'utf8'));
  return job.perManifest
    ? document.manifests.flatMap(m => statements.map(s => ({ manifest: m.label, ...evaluate(s, m) })))
    : statements.map(s => evaluate(s, document));
});
fs.writeSync(1, JSON.stringify(answers) + '\n');
