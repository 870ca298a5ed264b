// Constructs and handlers are tested on the very bundles that would be deployed, so they are built before the first test.
module.exports = async () => {
  const { bundle } = await import('../../tools/bundle.mjs');
  await bundle();
};
