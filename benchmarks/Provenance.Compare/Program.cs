using Provenance.Compare;

var settings = Settings.Parse(args);
var bench = new Workbench(settings);
var table = new RatioTable();
foreach (var (name, part) in Parts.All)
{
    if (settings.Includes(name))
    {
        Console.Error.WriteLine($"measuring: {name}");
        await part(bench, table);
    }
}

table.Write(Console.Out, settings);
if (!settings.Keep)
{
    bench.RemoveFiles();
}
