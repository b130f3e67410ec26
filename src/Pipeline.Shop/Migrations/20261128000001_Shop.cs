using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Pipeline.Shop.Migrations
{
    /// <inheritdoc />
    public partial class Shop : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateSequence(
                name: "product_numbers");

            migrationBuilder.CreateSequence(
                name: "user_numbers");

            migrationBuilder.CreateTable(
                name: "order_totals",
                columns: table => new
                {
                    partition = table.Column<int>(type: "integer", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    category = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    region = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    orders = table.Column<long>(type: "bigint", nullable: false),
                    quantity = table.Column<long>(type: "bigint", nullable: false),
                    revenue = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_order_totals", x => new { x.partition, x.day, x.category, x.region });
                });

            migrationBuilder.CreateTable(
                name: "orders",
                columns: table => new
                {
                    order_id = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    user_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    product_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    quantity = table.Column<int>(type: "integer", nullable: false),
                    total_amount = table.Column<long>(type: "bigint", nullable: false),
                    shipping_cost = table.Column<int>(type: "integer", nullable: false),
                    discount_amount = table.Column<int>(type: "integer", nullable: false),
                    payment_method = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    status = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    category = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    user_region = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    user_gender = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    user_age_group = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    counted = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    counted_change = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    counted_version = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    event_id = table.Column<Guid>(type: "uuid", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_orders", x => x.order_id);
                });

            migrationBuilder.CreateTable(
                name: "products",
                columns: table => new
                {
                    product_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    category = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    brand = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    price = table.Column<int>(type: "integer", nullable: false),
                    org_price = table.Column<int>(type: "integer", nullable: false),
                    discount_rate = table.Column<decimal>(type: "numeric(5,2)", nullable: false),
                    description = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    stock = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    event_id = table.Column<Guid>(type: "uuid", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_products", x => x.product_id);
                });

            migrationBuilder.CreateTable(
                name: "users",
                columns: table => new
                {
                    user_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    gender = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    age = table.Column<int>(type: "integer", nullable: false),
                    birth_year = table.Column<int>(type: "integer", nullable: false),
                    address = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    address_district = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    email = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    grade = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    event_id = table.Column<Guid>(type: "uuid", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_users", x => x.user_id);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "order_totals");

            migrationBuilder.DropTable(
                name: "orders");

            migrationBuilder.DropTable(
                name: "products");

            migrationBuilder.DropTable(
                name: "users");

            migrationBuilder.DropSequence(
                name: "product_numbers");

            migrationBuilder.DropSequence(
                name: "user_numbers");
        }
    }
}
