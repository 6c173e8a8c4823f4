#!/usr/bin/env node
'use strict';
// CommonJS, for it starts 15 ms sooner than modules do.
require('../dist/main.cjs').main(process.argv.slice(2));
