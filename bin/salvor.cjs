#!/usr/bin/env node
// The installed command. The look at Node's version comes first, in words that an old Node can still say.
'use strict';
require('../scripts/check-node.cjs');
var path = require('path');

var command = path.join(__dirname, '..', 'out', 'cli', 'salvor.cjs');
if (require('fs').existsSync(command)) {
  require(command);
} else {
  process.stderr.write(
    'The salvor command is not built yet. Run: npm run build\n(in ' + path.join(__dirname, '..') + ')\n',
  );
  process.exit(1);
}
