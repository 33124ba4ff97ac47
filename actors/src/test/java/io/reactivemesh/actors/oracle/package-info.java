/**
 * Random edits of a folder of manifests, and an independent answer to what each Service's endpoints should then be. Knows nothing of the
 * code it judges; drives a source, or a whole control plane through the same folder.
 */
@org.jspecify.annotations.NullMarked
package io.reactivemesh.actors.oracle;
