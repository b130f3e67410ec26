using System.Reflection;
using System.Reflection.Emit;
using Pipeline.Logs.Entries;
using Pipeline.Logs.Services;
using Pipeline.Simulation;
using Pipeline.Testing.Logs;

namespace Pipeline.UnitTests.Logs;

public sealed class ServiceCatalogueTests
{
    [Fact]
    public void Member_order_and_payment_are_there_by_name() =>
        Assert.Equal(["member", "order", "payment"], ServiceCatalogue.Find().Names);

    [Fact]
    public void A_class_of_another_assembly_is_a_service_without_any_registration()
    {
        var catalogue = ServiceCatalogue.Find(typeof(ReviewService).Assembly);

        Assert.Equal(["member", "order", "payment", "review"], catalogue.Names);
        var entries = LogSample.Entries(8, catalogue.All);
        Assert.Equal("review", entries[3].Service);
        Assert.Equal(entries[0].Trace, entries[3].Trace);
    }

    [Fact]
    public void A_name_that_no_service_has_finds_none() =>
        Assert.All(["", "Member", "member ", "review", "\0"], static name => Assert.Null(ServiceCatalogue.Find().Find(name)));

    [Theory]
    [InlineData("")]
    [InlineData("Review")]
    [InlineData("9lives")]
    [InlineData("-review")]
    [InlineData("a/b")]
    [InlineData("a.b")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("리뷰")]
    [InlineData("this-name-has-one-character-more-than-48-are-good")]
    public void A_name_that_is_no_part_of_an_address_and_a_topic_is_refused(string name)
    {
        var fault = Assert.Throws<InvalidOperationException>(() => ServiceCatalogue.Find(AssemblyOf(name)));
        Assert.StartsWith($"Service0: the name '{name}' is not a lower-case letter", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("r")]
    [InlineData("re-view_2")]
    [InlineData("this-name-has-48-characters-as-many-as-are-good1")]
    public void Any_other_name_is_good(string name) =>
        Assert.Equal(name, ServiceCatalogue.Find(AssemblyOf(name)).Find(name)?.Name);

    [Theory]
    [InlineData("order")]
    [InlineData("twin", "twin")]
    public void Two_services_with_one_name_are_refused(params string[] names) => Assert.Equal(
        $"Two services have the name '{names[0]}'.",
        Assert.Throws<InvalidOperationException>(() => ServiceCatalogue.Find(AssemblyOf(names))).Message);

    [Fact]
    public void A_generic_class_is_no_service() =>
        Assert.Equal(["member", "order", "payment"], ServiceCatalogue.Find(typeof(GenericService<>).Assembly).Names);

    /// <summary>An assembly with a service per name.</summary>
    private static AssemblyBuilder AssemblyOf(params string[] names)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new("Services"), AssemblyBuilderAccess.Run);
        var module = assembly.DefineDynamicModule("Services");
        var parent = typeof(NamedService).GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic).Single();
        foreach (var (index, name) in names.Index())
        {
            var type = module.DefineType($"Service{index}", TypeAttributes.Public, typeof(NamedService));
            var code = type.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, []).GetILGenerator();
            code.Emit(OpCodes.Ldarg_0);
            code.Emit(OpCodes.Ldstr, name);
            code.Emit(OpCodes.Call, parent);
            code.Emit(OpCodes.Ret);
            type.CreateType();
        }

        return assembly;
    }
}

/// <summary>Parent of the services that the tests build. Public, so that they can derive from it.</summary>
public abstract class NamedService : LogService
{
    protected NamedService(string name) => Name = name;

    public override string Name { get; }

    public override string Description => "";

    public override void Write(in LogRequest request, SeededRandom random, LogEntry entry)
    {
    }
}

/// <summary>Without a type argument there is no instance of it.</summary>
public sealed class GenericService<T> : NamedService
{
    public GenericService()
        : base(typeof(T).Name)
    {
    }
}
