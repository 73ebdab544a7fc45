#!/usr/bin/env node
// The installed command. The look at Node's version comes first, in words that an old Node can still say.
'use strict';
require('../scripts/check-node.cjs');
var path = require('path');

var command = path.join(__dirname, '..', 'out', 'main', 'salvor.js');
if (require('fs').existsSync(command)) {
  import(require('url').pathToFileURL(command).href);
} else {
  process.stderr.write(
    'The salvor command is not built yet. Run: npm run build\n(in ' + path.join(__dirname, '..') + ')\n',
  );
  process.exit(1);
}
