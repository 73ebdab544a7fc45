// What every npm script begins with: run.cjs NAME … runs NAME.mjs beside it, after the look at Node's version. Like
// check-node.cjs it is written for a Node that may be too old.
'use strict';
require('./check-node.cjs');
var path = require('path');

var script = path.join(__dirname, process.argv[2] + '.mjs');
process.argv.splice(1, 2, script);
import(require('url').pathToFileURL(script).href).catch(function (error) {
  process.stderr.write((error && error.stack ? error.stack : String(error)) + '\n');
  process.exit(1);
});
