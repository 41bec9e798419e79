using System.Security.Cryptography;

namespace Provenance.Bmff;

/// <summary>One hash over the file (§18.6.2).</summary>
internal sealed class WholeFileBinding(HashAlgorithmName algorithm) : MediaBinding
{
    public override BmffHashAssertion Template { get; } = BmffHashAssertion.Flat(algorithm);

    public override MediaHash Start(BoxIndex output, ExclusionMatches matches) => new Hash(Template, HashPlan.ForBoxes(output.Roots, matches));

    private sealed class Hash(BmffHashAssertion template, HashPlan plan) : MediaHash
    {
        private readonly PlanHasher _hasher = new(plan, template.Algorithm);

        public override void Append(long offset, ReadOnlySpan<byte> bytes) => _hasher.Append(offset, bytes);

        public override BmffHashAssertion Finish()
        {
            byte[] digest = _hasher.Finish();
            Written.Add(plan, template.Algorithm, digest);
            return template with { Hash = digest };
        }

        public override void Dispose() => _hasher.Dispose();
    }
}
