/**
 * Facts to desired documents: pure functions, no clock, no I/O, no Kubernetes type. Sources feed the {@code Translator}; entities take
 * its {@code Batch}es.
 *
 * <p>{@code FactIndex} knows which documents a fact reaches; {@code WorkloadTranslation} and {@code ServiceTranslation} make a document
 * from what the index holds now; {@code OpaquePorts} decides for both which ports are opaque. So a document never depends on the order in
 * which facts came.
 */
@org.jspecify.annotations.NullMarked
package io.reactivemesh.actors.translate;
