using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Provenance.Benchmarks;

/// <summary>How many bytes one run of the benchmark goes through.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class BytesPerRunAttribute(long bytes) : Attribute
{
    /// <summary>The number of bytes.</summary>
    public long Bytes { get; } = bytes;
}

/// <summary>Megabytes (10⁶) per second, for benchmarks with <see cref="BytesPerRunAttribute"/>.</summary>
internal sealed class ThroughputColumn : IColumn
{
    public string Id => nameof(ThroughputColumn);

    public string ColumnName => "MB/s";

    public bool AlwaysShow => false;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => "Bytes of the file per second of mean time, in millions";

    public bool IsAvailable(Summary summary) => summary.BenchmarksCases.Any(c => Bytes(c) is not null);

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase, SummaryStyle.Default);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) =>
        Bytes(benchmarkCase) is { } bytes && summary[benchmarkCase]?.ResultStatistics is { } statistics
            ? (bytes / statistics.Mean * 1e3).ToString("F0", CultureInfo.InvariantCulture)
            : "-";

    private static long? Bytes(BenchmarkCase benchmarkCase) =>
        benchmarkCase.Descriptor.Type.GetCustomAttributes(typeof(BytesPerRunAttribute), inherit: false).Cast<BytesPerRunAttribute>().FirstOrDefault()?.Bytes;
}
