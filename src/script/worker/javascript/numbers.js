// Numbers that a double cannot hold: passed through they keep their digits, computed with they
// are the nearest double.
(function numbers() {
  'use strict';

  const { parse, rawJSON } = JSON;

  class ExactNumber extends Number {
    #digits;
    constructor(digits) {
      super(digits);
      this.#digits = digits;
    }
    toString(radix) {
      return radix === undefined ? this.#digits : super.toString(radix);
    }
    toJSON() {
      return rawJSON(this.#digits);
    }
  }

  Object.freeze(ExactNumber.prototype);

  // "-120.50e1" and "-1205" have the same sign, significant digits and exponent.
  function normalize(text) {
    const [mantissa, exponent] = text.toLowerCase().split('e');
    const [whole, fraction = ''] = mantissa.replace('-', '').split('.');
    const digits = (whole + fraction).replace(/^0+/, '');
    const significant = digits.replace(/0+$/, '');
    if (significant === '') return '0';
    const power = Number(exponent ?? 0) - fraction.length + digits.length - significant.length;
    return `${mantissa.startsWith('-') ? '-' : ''}${significant}e${power}`;
  }

  function revive(key, value, context) {
    if (typeof value !== 'number') return value;
    const { source } = context;
    const text = String(value);
    return source === text || normalize(source) === normalize(text) ? value : new ExactNumber(source);
  }

  return {
    parseExactly: (text) => parse(text, revive),
    isExactNumber: (value) => value instanceof ExactNumber,
  };
})
