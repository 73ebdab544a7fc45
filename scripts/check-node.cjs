// Ends every script in one sentence where Node is too old, before anything is installed or even read: written in syntax
// that the Node versions which it refuses understand, and loaded before the script itself.
'use strict';
var fs = require('fs');
var path = require('path');

var wanted = JSON.parse(fs.readFileSync(path.join(__dirname, '..', 'package.json'), 'utf8')).engines.node.replace(
  '>=',
  '',
);

/**
 * Whether a version is older than another; both are numbers with dots between them.
 * @param {string} version
 * @param {string} than
 */
function isOlder(version, than) {
  var mine = version.split('.').map(Number);
  var theirs = than.split('.').map(Number);
  for (var i = 0; i < theirs.length; i += 1) {
    var difference = Number(mine[i]) - Number(theirs[i]);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

if (isOlder(process.versions.node, wanted)) {
  process.stderr.write(
    '\nSalvor needs Node ' +
      wanted +
      ' or newer. This is Node ' +
      process.versions.node +
      ' (' +
      process.execPath +
      ').\n' +
      'Nothing was installed or changed. Install a newer Node from https://nodejs.org/ and run the same command again.\n\n',
  );
  process.exit(1);
}
