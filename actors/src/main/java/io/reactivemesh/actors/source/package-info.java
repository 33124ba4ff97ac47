/**
 * Where facts come from: a folder of manifests, or the Kubernetes API. The only package that sees Kubernetes types; whoever composes a
 * control plane starts a source here, nobody else calls in.
 *
 * <p>A manifest goes through {@code YamlStream} (text cut into documents), {@code ObjectReader} (document to fact, or refusal with line,
 * field, value and expectation), {@code ManifestSet} (which file's word holds; what stays live while it is broken), and from there
 * through the {@code Translator}. {@code ManifestFolder} looks at the disk, {@code Stillness} decides when to believe it.
 */
@org.jspecify.annotations.NullMarked
package io.reactivemesh.actors.source;
