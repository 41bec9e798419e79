using System.Security.Cryptography;
using Provenance.Bmff;

namespace Provenance.Tests.Bmff;

/// <summary>A plan read as one message is what the plan says, however it is cut into pieces.</summary>
public sealed class PlanMessageTests
{
    [Fact]
    public async Task Its_hash_is_that_of_the_plan_whatever_the_pieces()
    {
        var random = new Random(17);
        byte[] file = new byte[20_000];
        random.NextBytes(file);
        for (int round = 0; round < 200; round++)
        {
            var plan = new HashPlan();
            for (int at = 0; at < file.Length; at += random.Next(1, 3000))
            {
                if (random.Next(3) > 0)
                {
                    plan.AddOffset(at);
                }

                int end = Math.Min(file.Length, at + random.Next(0, 2500));
                plan.AddRange(at, end);
                at = end;
            }

            byte[] expected = await RangeHasher.HashAsync(AssetSource.FromMemory(file), plan, HashAlgorithmName.SHA256, progress: null, TestContext.Current.CancellationToken);
            var told = new List<long>();
            var message = new PlanMessage(AssetSource.FromMemory(file), plan, new Told(told));
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            for (long left = message.Length; left > 0;)
            {
                byte[] piece = new byte[Math.Min(left, random.Next(1, 4000))];
                await message.ReadAsync(piece, TestContext.Current.CancellationToken);
                hash.AppendData(piece);
                left -= piece.Length;
            }

            Assert.Equal(expected, hash.GetHashAndReset());
            Assert.Equal(plan.TotalBytes, told.LastOrDefault());
            Assert.Equal(told.Order(), told);
        }
    }

    [Fact]
    public async Task A_file_that_became_shorter_is_an_error()
    {
        var plan = new HashPlan();
        plan.AddRange(0, 1000);
        var message = new PlanMessage(AssetSource.FromMemory(new byte[999]), plan, progress: null);
        await Assert.ThrowsAsync<EndOfStreamException>(() => message.ReadAsync(new byte[1000], TestContext.Current.CancellationToken).AsTask());
    }

    private sealed class Told(List<long> values) : IProgress<long>
    {
        public void Report(long value) => values.Add(value);
    }
}
